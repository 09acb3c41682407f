import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useOperation } from '../../api/queries.ts';
import { Card } from '../../components/Card.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { type Place, PLACES } from '../../components/place.ts';
import { PlaceBadge } from '../../components/PlaceBadge.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './Today.module.css';

const EVERY_MS = 5_000;

type Counts = Record<Place, number>;

const sum = (counts: Counts): number => PLACES.reduce((total, place) => total + counts[place], 0);

/** The day's requests by where they were answered, and the last 24 hours. */
export function Today() {
  const { t } = useTranslation('overview');
  const overview = useOperation('overview', undefined, { every: EVERY_MS });
  return (
    <Card
      dense
      title={t('today.title')}
      aside={
        <Anchor component={Link} href="/requests" underline="always" fw={600} size="sm">
          {t('today.all')}
        </Anchor>
      }
    >
      <Loaded query={overview}>
        {({ today, hours }) => (
          <Stack gap="sm">
            <Counted counts={today.requests} />
            {hours.some((hour) => sum(hour) > 0) && <Hours hours={hours} />}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

function Counted({ counts }: { counts: Counts }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const total = sum(counts);
  if (total === 0) return <Text c="dimmed">{t('today.empty')}</Text>;
  return (
    <Stack gap={8}>
      <Text className={classes.total}>{t('today.total', { count: total, number: format.number(total) })}</Text>
      <div className={classes.bar} aria-hidden>
        <Segments counts={counts} />
      </div>
      <div className={classes.places}>
        {PLACES.filter((place) => counts[place] > 0 || place === 'here' || place === 'cloud' || place === 'refused').map((place) => (
          <Group key={place} justify="space-between" gap="0 6px">
            <PlaceBadge place={place} />
            <Text inherit>
              {format.number(counts[place])} <span className={classes.share}>{format.percent(counts[place] / total)}</span>
            </Text>
          </Group>
        ))}
      </div>
    </Stack>
  );
}

function Hours({ hours }: { hours: (Counts & { time: number })[] }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const most = Math.max(...hours.map(sum));
  return (
    <figure className={classes.figure}>
      <figcaption>{t('today.hours')}</figcaption>
      <div className={classes.hours} role="img" aria-label={hours.filter((hour) => sum(hour) > 0).map((hour) => `${format.hour(hour.time)}: ${format.number(sum(hour))}`).join(', ')}>
        {hours.map((hour) => (
          <div key={hour.time} className={classes.hour} title={`${format.hour(hour.time)}: ${format.number(sum(hour))}`}>
            <div className={classes.column} style={{ height: `${(sum(hour) / most) * 100}%` }}>
              <Segments counts={hour} />
            </div>
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{format.hour(hours[0]!.time)}</span>
        <span>{format.hour(hours[12]?.time ?? hours[0]!.time)}</span>
        <span>{format.hour(hours.at(-1)!.time)}</span>
      </div>
    </figure>
  );
}

function Segments({ counts }: { counts: Counts }) {
  return PLACES.map((place) => counts[place] > 0 && <span key={place} data-place={place} style={{ flexGrow: counts[place] }} />);
}
