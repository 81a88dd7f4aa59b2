import { useCallback } from 'react';
import { Alert, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { isForbidden, messageOf } from '../../../answers/failures';
import { meshRemoteClustersApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { FormPart } from '../../egress/form/FormPart';
import { TryAgain } from '../../frame/ErrorState';
import { useRead } from '../../requests/useRead';
import styles from '../remote.module.css';
import { MeshRemotePairProps } from './schemas';
import { ClusterOption, primaryOptions, remoteOptions } from './remoteForm';

const DELAY_MS = 60_000;
const delay = () => DELAY_MS;

/** A form field that offers pairs of clusters: who reads, and who is read. */
export function MeshRemotePair(props: MeshRemotePairProps) {
  const { formData, onChange, disabled, rawErrors, uiSchema } = props;
  const { t } = useWords();
  const api = useApi(meshRemoteClustersApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getChoices({ signal }),
    [api],
  );
  const { value, error, reload, reloading } = useRead(load, delay);
  const linked = uiSchema?.['ui:options']?.linked === true;

  if (error && !value) {
    const message = messageOf(error);
    return (
      <Alert
        status="danger"
        icon
        title={t(
          isForbidden(error) ? 'remote.form.forbidden' : 'remote.form.error',
          { message },
        )}
        customActions={<TryAgain onPress={reload} isPending={reloading} />}
      />
    );
  }
  const { primary, remote } = formData ?? {};
  const clusters = value?.clusters ?? [];
  const primaries = primaryOptions(clusters, linked);
  if (value && primaries.length === 0) {
    return (
      <Alert
        status="warning"
        icon
        title={t(linked ? 'remote.form.noLink' : 'remote.form.noPrimary')}
      />
    );
  }
  const remotes = remoteOptions(clusters, primary, linked);
  const isInvalid = Boolean(rawErrors?.length);
  return (
    <FormPart>
      <div className={styles.column}>
        <ClusterSelect
          label={t('remote.form.primary')}
          description={t('remote.form.primaryHelp')}
          options={primaries}
          value={primary}
          isDisabled={disabled || !value}
          isInvalid={isInvalid && !primary}
          onChange={name => onChange({ primary: name, remote: undefined })}
        />
        <ClusterSelect
          label={t('remote.form.remote')}
          description={t('remote.form.remoteHelp')}
          options={remotes}
          value={remote}
          isDisabled={disabled || !value || !primary}
          isInvalid={isInvalid && !remote}
          onChange={name => onChange({ primary, remote: name })}
        />
        {value?.unknown.map(({ cluster, what, why }) => (
          <Text
            key={`${cluster} ${what}`}
            as="p"
            variant="body-small"
            color="secondary"
          >
            {t('remote.form.unknown', { cluster, what, why })}
          </Text>
        ))}
      </div>
    </FormPart>
  );
}

function ClusterSelect(props: {
  label: string;
  description: string;
  options: ClusterOption[];
  value?: string;
  isDisabled?: boolean;
  isInvalid?: boolean;
  onChange: (name: string) => void;
}) {
  const { options, value, onChange, ...rest } = props;
  const { t } = useWords();
  return (
    <Select
      {...rest}
      isRequired
      searchable
      placeholder={t('remote.form.choose')}
      options={options.map(({ name, label, why }) => ({
        id: name,
        label,
        ...(why === undefined ? {} : { description: why, disabled: true }),
      }))}
      value={value ?? null}
      onChange={key => onChange(String(key))}
    />
  );
}
