import { NumberField, Radio, RadioGroup, Text, TextField } from '@backstage/ui';
import {
  EgressChoices,
  EgressUpstreamProtocol,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { ExposureFields } from './ExposureFields';
import { ListField } from './ListField';
import { TlsFields } from './TlsFields';
import { UpstreamValue } from './types';
import styles from './form.module.css';

const PROTOCOLS: EgressUpstreamProtocol[] = [
  'TLS-ORIGINATION',
  'TLS-PASSTHROUGH',
  'HTTP',
  'TCP',
];
const DEFAULT_PORT = {
  'TLS-ORIGINATION': '443',
  'TLS-PASSTHROUGH': '443',
  HTTP: '80',
  TCP: '',
} as const;

/** One host outside the mesh: its name, how it is called, and what is seldom needed folded away. */
export function UpstreamFields(props: {
  value: UpstreamValue;
  onChange: (value: UpstreamValue) => void;
  choices?: EgressChoices;
  isDisabled?: boolean;
  /** What is wrong with the host's name. */
  hostError?: string;
}) {
  const { value, onChange, choices, isDisabled, hostError } = props;
  const { t } = useWords();
  const protocol = value.protocol ?? 'TLS-ORIGINATION';
  const set = (next: Partial<UpstreamValue>) => {
    const changed = { ...value, ...next };
    onChange(
      Object.fromEntries(
        Object.entries(changed).filter(([, one]) => one !== undefined),
      ),
    );
  };
  const setProtocol = (next: EgressUpstreamProtocol) =>
    set({
      protocol: next,
      // They mean nothing for the others, which refuse them.
      ...(next === 'TLS-ORIGINATION' ? {} : { tls: undefined }),
      ...(next === 'TLS-ORIGINATION' || next === 'HTTP'
        ? {}
        : { exposure: undefined }),
      clientPort: undefined,
    });

  return (
    <div className={styles.fields}>
      <TextField
        label={t('egressForm.upstream.host')}
        description={t('egressForm.upstream.hostHelp')}
        placeholder="api.example.org"
        isRequired
        isDisabled={isDisabled}
        isInvalid={Boolean(hostError)}
        value={value.host ?? ''}
        onChange={host => set({ host: host.trim() || undefined })}
        maxLength={253}
      />
      {hostError && (
        <Text as="p" variant="body-small" color="danger" role="alert">
          {hostError}
        </Text>
      )}
      <RadioGroup
        label={t('egressForm.upstream.protocol')}
        isDisabled={isDisabled}
        value={protocol}
        onChange={next => setProtocol(next as EgressUpstreamProtocol)}
      >
        {PROTOCOLS.map(one => (
          <Radio key={one} value={one}>
            {t(`egressForm.upstream.protocols.${one}`)}
          </Radio>
        ))}
      </RadioGroup>
      <Text as="p" variant="body-small" color="secondary">
        {t(`egressForm.upstream.means.${protocol}`)}
      </Text>
      <div className={styles.short}>
        <NumberField
          label={t('egressForm.upstream.port')}
          description={
            protocol === 'TCP'
              ? t('egressForm.upstream.portNeeded')
              : t('egressForm.upstream.portHelp', {
                  port: DEFAULT_PORT[protocol],
                })
          }
          placeholder={DEFAULT_PORT[protocol]}
          isRequired={protocol === 'TCP'}
          isDisabled={isDisabled}
          minValue={1}
          maxValue={65535}
          formatOptions={{ useGrouping: false }}
          value={value.port ?? NaN}
          onChange={port =>
            set({ port: Number.isNaN(port) ? undefined : port })
          }
        />
      </div>
      <details className={styles.more} open={protocol === 'TCP' || undefined}>
        <summary>{t('egressForm.upstream.more')}</summary>
        <div className={styles.fields}>
          {protocol === 'TLS-ORIGINATION' && (
            <TlsFields
              value={value.tls ?? {}}
              host={value.host}
              isDisabled={isDisabled}
              onChange={tls =>
                set({ tls: Object.keys(tls).length > 0 ? tls : undefined })
              }
            />
          )}
          <ListField
            label={t('egressForm.upstream.addresses')}
            description={
              protocol === 'TCP'
                ? t('egressForm.upstream.addressesTcp')
                : t('egressForm.upstream.addressesHelp')
            }
            placeholder="192.0.2.10, 192.0.2.11"
            isDisabled={isDisabled}
            value={value.addresses}
            onChange={addresses => set({ addresses })}
          />
          {protocol === 'TCP' && (
            <NumberField
              label={t('egressForm.upstream.gatewayPort')}
              description={t('egressForm.upstream.gatewayPortHelp')}
              isDisabled={isDisabled}
              minValue={1}
              maxValue={65535}
              formatOptions={{ useGrouping: false }}
              value={value.gatewayPort ?? NaN}
              onChange={port =>
                set({ gatewayPort: Number.isNaN(port) ? undefined : port })
              }
            />
          )}
          {(protocol === 'HTTP' || protocol === 'TLS-ORIGINATION') && (
            <ExposureFields
              value={value.exposure}
              choices={choices}
              isDisabled={isDisabled}
              onChange={exposure => set({ exposure })}
            />
          )}
        </div>
      </details>
    </div>
  );
}
