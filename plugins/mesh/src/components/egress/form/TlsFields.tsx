import { Checkbox, Text, TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { ListField } from './ListField';
import { UpstreamValue } from './types';
import styles from './form.module.css';

type Tls = NonNullable<UpstreamValue['tls']>;

/** How the gateway opens TLS to a host; nothing secret is typed here. */
export function TlsFields(props: {
  value: Tls;
  host?: string;
  isDisabled?: boolean;
  onChange: (value: Tls) => void;
}) {
  const { value, host, isDisabled, onChange } = props;
  const { t } = useWords();
  const isMutual = value.mode === 'MUTUAL';
  const set = (next: Partial<Tls>) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...value, ...next }).filter(
          ([, one]) => one !== undefined && one !== '',
        ),
      ),
    );
  return (
    <fieldset className={styles.group}>
      <legend>{t('egressForm.tls.title')}</legend>
      <Checkbox
        isDisabled={isDisabled}
        isSelected={isMutual}
        onChange={isSelected =>
          set({ mode: isSelected ? 'MUTUAL' : undefined })
        }
      >
        {t('egressForm.tls.mutual')}
      </Checkbox>
      <TextField
        label={t('egressForm.tls.credential')}
        description={
          isMutual
            ? t('egressForm.tls.credentialMutual')
            : t('egressForm.tls.credentialSimple')
        }
        isRequired={isMutual}
        isDisabled={isDisabled}
        value={value.credentialName ?? ''}
        onChange={text => set({ credentialName: text.trim() })}
        maxLength={253}
      />
      <TextField
        label={t('egressForm.tls.sni')}
        description={t('egressForm.tls.sniHelp')}
        placeholder={host ?? ''}
        isDisabled={isDisabled}
        value={value.sni ?? ''}
        onChange={text => set({ sni: text.trim() })}
        maxLength={253}
      />
      <ListField
        label={t('egressForm.tls.names')}
        description={t('egressForm.tls.namesHelp')}
        isDisabled={isDisabled}
        value={value.subjectAltNames}
        onChange={subjectAltNames => set({ subjectAltNames })}
      />
      <Text as="p" variant="body-small" color="secondary">
        {t('egressForm.tls.never')}
      </Text>
    </fieldset>
  );
}
