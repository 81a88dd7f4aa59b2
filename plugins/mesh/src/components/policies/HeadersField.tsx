import { useState } from 'react';
import { TextAreaField } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import parts from '../parts/parts.module.css';

/** Headers of a call; few questions need them, so they are asked for on demand. */
export function HeadersField(props: {
  value: string;
  onChange: (value: string) => void;
  isInvalid: boolean;
}) {
  const { value, onChange, isInvalid } = props;
  const { t } = useWords();
  const [isOpen, setIsOpen] = useState(value !== '');
  return isOpen ? (
    <TextAreaField
      label={t('policies.ask.headers')}
      placeholder={t('policies.ask.headersHint')}
      rows={2}
      value={value}
      onChange={onChange}
      isInvalid={isInvalid}
    />
  ) : (
    <button
      type="button"
      className={parts.link}
      onClick={() => setIsOpen(true)}
    >
      {t('policies.ask.addHeaders')}
    </button>
  );
}
