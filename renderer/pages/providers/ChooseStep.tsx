import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight, IconBuilding, IconMapPin } from '@tabler/icons-react';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../components/Loaded.tsx';
import classes from './ChooseStep.module.css';
import { ON_PREM, type PrivacyCard } from './provider.ts';
import { useRegionName } from '../../components/region.ts';
import { useTextOf } from './use-text-of.ts';

const FACTS = ['where', 'law', 'retention', 'trainsOnData', 'contract'] as const;

export function ChooseStep({ onChoose }: { onChoose: (card: PrivacyCard | undefined) => void }) {
  const { t } = useTranslation(['providers', 'common']);
  const catalogue = useOperation('providers.catalogue');
  const [, navigate] = useLocation();
  const named = new URLSearchParams(useSearch()).get('card');
  const wanted = catalogue.data?.providers.find(({ id }) => id === named);
  useEffect(() => {
    if (!wanted) return;
    // The name goes, so that the way back leads to the cards.
    navigate('/providers/add', { replace: true });
    onChoose(wanted);
  }, [wanted, navigate, onChoose]);
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={760}>
        {t('choose.hint')}
      </Text>
      <Loaded query={catalogue}>
        {({ providers }) => (
          <>
            <Cards title={t('choose.office')} cards={providers.filter(({ region }) => region === ON_PREM)} onChoose={onChoose} other />
            <Cards title={t('choose.outside')} cards={providers.filter(({ region }) => region !== ON_PREM)} onChoose={onChoose} />
          </>
        )}
      </Loaded>
      <Button component={Link} href="/providers" variant="default" style={{ alignSelf: 'flex-start' }}>
        {t('common:cancel')}
      </Button>
    </Stack>
  );
}

function Cards({ title, cards, onChoose, other = false }: { title: string; cards: PrivacyCard[]; onChoose: (card: PrivacyCard | undefined) => void; other?: boolean }) {
  const heading = useId();
  return (
    <Stack component="section" gap="sm" aria-labelledby={heading}>
      <Title order={3} id={heading}>
        {title}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
        {cards.map((card) => (
          <Card key={card.id} of={card} onChoose={() => onChoose(card)} />
        ))}
        {other && <OtherServer onChoose={() => onChoose(undefined)} />}
      </SimpleGrid>
    </Stack>
  );
}

/** `order`: the level of its heading. */
export function Card({ of: card, onChoose, order = 4 }: { of: PrivacyCard; onChoose: () => void; order?: 2 | 4 }) {
  const { t } = useTranslation('providers');
  const textOf = useTextOf();
  const regionName = useRegionName();
  const inOffice = card.region === ON_PREM;
  const Place = inOffice ? IconBuilding : IconMapPin;
  const facts = inOffice ? FACTS.filter((fact) => card[fact] !== null) : FACTS;
  return (
    <Paper component="article" withBorder p="lg" className={classes.card}>
      <Group justify="space-between" gap="xs">
        <Title order={order} size="h4">
          {card.name}
        </Title>
        <span className={classes.region} data-here={inOffice || undefined}>
          <Place size={14} aria-hidden />
          {regionName(card.region)}
        </span>
      </Group>
      <Text>{textOf(card.who)}</Text>
      <dl className={classes.facts}>
        {facts.map((fact) => {
          const text = card[fact];
          return (
            <div key={fact}>
              <dt>{t(`fact.${fact}`)}</dt>
              <dd data-unknown={text === null || undefined}>{text === null ? t('fact.unknown') : textOf(text)}</dd>
            </div>
          );
        })}
      </dl>
      <Button variant="light" onClick={onChoose} aria-label={t('choose.buttonName', { name: card.name })} rightSection={<IconArrowRight size={16} aria-hidden />} className={classes.button}>
        {t('choose.button')}
      </Button>
    </Paper>
  );
}

function OtherServer({ onChoose }: { onChoose: () => void }) {
  const { t } = useTranslation('providers');
  return (
    <Paper component="article" withBorder p="lg" className={classes.card}>
      <Title order={4}>{t('choose.other')}</Title>
      <Text>{t('choose.otherText')}</Text>
      <Button variant="light" onClick={onChoose} aria-label={t('choose.buttonName', { name: t('choose.other') })} rightSection={<IconArrowRight size={16} aria-hidden />} className={classes.button}>
        {t('choose.button')}
      </Button>
    </Paper>
  );
}
