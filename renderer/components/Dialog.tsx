import { Modal, type ModalProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export type DialogProps = Pick<ModalProps, 'title' | 'size' | 'centered' | 'onClose' | 'children'>;

/** A dialog in which something is typed: neither a click beside it nor Escape loses that. */
export function Dialog({ children, ...rest }: DialogProps) {
  const { t } = useTranslation('common');
  const [typed, setTyped] = useState(false);
  return (
    <Modal opened closeOnClickOutside={false} closeOnEscape={!typed} closeButtonProps={{ 'aria-label': t('close') }} onInput={() => setTyped(true)} {...rest}>
      {children}
    </Modal>
  );
}
