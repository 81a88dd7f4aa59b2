import { Button, Select, Text, TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import styles from '../../egress/form/form.module.css';
import { NumberInput } from './NumberInput';
import { PortValue, VM_PROTOCOLS, VmProtocol } from './types';

const MOST = 64;

/** The ports on which the application on the machine listens. */
export function PortRows(props: {
  ports: PortValue[];
  isDisabled?: boolean;
  onChange: (ports: PortValue[]) => void;
}) {
  const { isDisabled, onChange } = props;
  const { t } = useWords();
  const ports = props.ports.length > 0 ? props.ports : [{}];
  const replace = (index: number, next: PortValue) =>
    onChange(ports.map((one, i) => (i === index ? withoutAbsent(next) : one)));
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {t('vmForm.ports.title')}
      </Text>
      {ports.map((port, index) => {
        const title = t('vmForm.ports.one', { number: String(index + 1) });
        return (
          // A port has no name yet while it is being typed.
          <section key={index} className={styles.card} aria-label={title}>
            <div className={styles.row}>
              <NumberInput
                label={t('vmForm.ports.number')}
                placeholder="9080"
                isRequired
                isDisabled={isDisabled}
                least={1}
                most={65535}
                value={port.number}
                onChange={number => replace(index, { ...port, number })}
              />
              <TextField
                label={t('vmForm.ports.name')}
                placeholder="http"
                isRequired
                isDisabled={isDisabled}
                value={port.name ?? ''}
                onChange={name =>
                  replace(index, { ...port, name: name.trim() })
                }
                maxLength={15}
              />
              <Select
                label={t('vmForm.ports.protocol')}
                isDisabled={isDisabled}
                options={VM_PROTOCOLS.map(one => ({
                  id: one,
                  label: t(`vmForm.protocol.${one}`),
                }))}
                value={port.protocol ?? 'HTTP'}
                onChange={protocol =>
                  replace(index, {
                    ...port,
                    protocol: protocol as VmProtocol,
                  })
                }
              />
              <NumberInput
                label={t('vmForm.ports.target')}
                placeholder={port.number ? String(port.number) : undefined}
                isDisabled={isDisabled}
                least={1}
                most={65535}
                value={port.targetPort}
                onChange={targetPort => replace(index, { ...port, targetPort })}
              />
            </div>
            {ports.length > 1 && (
              <div>
                <Button
                  size="small"
                  variant="tertiary"
                  isDisabled={isDisabled}
                  onPress={() => onChange(ports.filter((_, i) => i !== index))}
                >
                  {t('vmForm.ports.remove', { port: port.name || title })}
                </Button>
              </div>
            )}
          </section>
        );
      })}
      <div>
        <Button
          variant="secondary"
          isDisabled={isDisabled || ports.length >= MOST}
          onPress={() => onChange([...ports, {}])}
        >
          {t('vmForm.ports.add')}
        </Button>
      </div>
    </>
  );
}
