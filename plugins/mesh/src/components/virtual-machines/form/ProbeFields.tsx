import {
  Radio,
  RadioGroup,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import styles from '../../egress/form/form.module.css';
import { NumberInput } from './NumberInput';
import { PortValue, ProbeValue } from './types';

const KINDS = ['httpGet', 'tcpSocket', 'exec', 'none'] as const;

const TIMES = [
  { name: 'periodSeconds', least: 1, most: 3600, usual: '10' },
  { name: 'timeoutSeconds', least: 1, most: 300, usual: '1' },
  { name: 'failureThreshold', least: 1, most: 100, usual: '3' },
  { name: 'initialDelaySeconds', least: 0, most: 3600, usual: '0' },
] as const;

/** How the agent on the machine finds out whether the application is well. */
export function ProbeFields(props: {
  probe: ProbeValue | undefined;
  ports: PortValue[];
  isDisabled?: boolean;
  onChange: (probe: ProbeValue | undefined) => void;
}) {
  const { probe, ports, isDisabled, onChange } = props;
  const { t } = useWords();
  const kind = KINDS.find(one => one !== 'none' && probe?.[one]) ?? 'none';
  const [first] = ports;
  const port = first && (first.targetPort ?? first.number);
  const { httpGet: _, tcpSocket: __, exec: ___, ...times } = probe ?? {};
  const set = (next: ProbeValue) =>
    onChange(withoutAbsent({ ...times, ...next }));

  function choose(next: string) {
    switch (next) {
      case 'httpGet':
        return set({ httpGet: withoutAbsent({ path: '/', port }) });
      case 'tcpSocket':
        return set({ tcpSocket: withoutAbsent({ port }) });
      case 'exec':
        return set({ exec: { command: [] } });
      default:
        return onChange(undefined);
    }
  }

  return (
    <>
      <RadioGroup
        label={t('vmForm.probe.label')}
        isDisabled={isDisabled}
        value={kind}
        onChange={choose}
      >
        {KINDS.map(one => (
          <Radio key={one} value={one}>
            {t(`vmForm.probe.kind.${one}`)}
          </Radio>
        ))}
      </RadioGroup>
      {kind === 'none' && (
        <Text as="p" variant="body-small" color="secondary">
          {t('vmForm.probe.withoutMeans')}
        </Text>
      )}
      {probe?.httpGet && (
        <div className={styles.row}>
          <TextField
            label={t('vmForm.probe.path')}
            isDisabled={isDisabled}
            value={probe.httpGet.path ?? ''}
            onChange={path =>
              set({
                httpGet: withoutAbsent({ ...probe.httpGet, path: path.trim() }),
              })
            }
            maxLength={1000}
          />
          <NumberInput
            label={t('vmForm.probe.port')}
            isRequired
            isDisabled={isDisabled}
            least={1}
            most={65535}
            value={probe.httpGet.port}
            onChange={next =>
              set({ httpGet: withoutAbsent({ ...probe.httpGet, port: next }) })
            }
          />
        </div>
      )}
      {probe?.tcpSocket && (
        <NumberInput
          label={t('vmForm.probe.port')}
          isRequired
          isDisabled={isDisabled}
          least={1}
          most={65535}
          value={probe.tcpSocket.port}
          onChange={next => set({ tcpSocket: withoutAbsent({ port: next }) })}
        />
      )}
      {probe?.exec && (
        <TextAreaField
          label={t('vmForm.probe.command')}
          description={t('vmForm.probe.commandHelp')}
          placeholder={'/usr/bin/systemctl\nis-active\nratings'}
          isRequired
          isDisabled={isDisabled}
          value={probe.exec.command.join('\n')}
          onChange={text =>
            set({ exec: { command: text === '' ? [] : text.split('\n') } })
          }
        />
      )}
      {probe && (
        <details className={styles.more}>
          <summary>{t('vmForm.probe.times')}</summary>
          <div className={styles.row}>
            {TIMES.map(({ name, least, most, usual }) => (
              <NumberInput
                key={name}
                label={t(`vmForm.probe.${name}`)}
                placeholder={usual}
                isDisabled={isDisabled}
                least={least}
                most={most}
                value={probe[name]}
                onChange={seconds =>
                  onChange(withoutAbsent({ ...probe, [name]: seconds }))
                }
              />
            ))}
          </div>
        </details>
      )}
    </>
  );
}
