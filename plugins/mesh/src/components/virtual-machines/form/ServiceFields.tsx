import { Radio, RadioGroup, Select, Text, TextField } from '@backstage/ui';
import {
  MachineChoices,
  MachineServiceChoice,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import styles from '../../egress/form/form.module.css';
import { workloadFor } from './chosenService';
import { ServiceValue, VmWorkload } from './types';

const KINDS = ['existing', 'Service', 'ServiceEntry', 'none'] as const;

/** The name under which callers reach the machines, and pods beside them. */
export function ServiceFields(props: {
  workload: VmWorkload;
  choices?: MachineChoices;
  isDisabled?: boolean;
  onChange: (workload: VmWorkload) => void;
}) {
  const { workload, choices, isDisabled, onChange } = props;
  const { t } = useWords();
  const { service, ...rest } = workload;
  const kind = service?.kind ?? 'none';
  const setService = (next: ServiceValue | undefined) =>
    onChange(next ? { ...rest, service: next } : rest);
  return (
    <>
      <RadioGroup
        label={t('vmForm.service.label')}
        isDisabled={isDisabled}
        value={kind}
        onChange={next =>
          setService(
            next === 'none' ? undefined : ({ kind: next } as ServiceValue),
          )
        }
      >
        {KINDS.map(one => (
          <Radio key={one} value={one}>
            <span className={styles.option}>
              <span>{t(`vmForm.service.kind.${one}`)}</span>
              <span className={styles.optionText}>
                {t(`vmForm.service.means.${one}`)}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {service?.kind === 'existing' && (
        <ExistingService
          name={service.name}
          services={choices?.services}
          isDisabled={isDisabled}
          onName={name => setService({ kind: 'existing', name })}
          onChoice={choice => onChange(workloadFor(choice, workload))}
        />
      )}
      {service?.kind === 'Service' && (
        <TextField
          label={t('vmForm.service.newName')}
          isRequired
          isDisabled={isDisabled}
          value={service.name ?? ''}
          onChange={name => setService({ kind: 'Service', name: name.trim() })}
          maxLength={63}
        />
      )}
      {service?.kind === 'ServiceEntry' && (
        <TextField
          label={t('vmForm.service.host')}
          description={t('vmForm.service.hostHelp')}
          placeholder="ratings.shop.example"
          isRequired
          isDisabled={isDisabled}
          value={service.host ?? ''}
          onChange={host =>
            setService({ kind: 'ServiceEntry', host: host.trim() })
          }
          maxLength={253}
        />
      )}
    </>
  );
}

function ExistingService(props: {
  name?: string;
  services?: MachineServiceChoice[];
  isDisabled?: boolean;
  onName: (name: string) => void;
  onChoice: (choice: MachineServiceChoice) => void;
}) {
  const { name, services, isDisabled, onName, onChoice } = props;
  const { t } = useWords();
  if (services && services.length === 0) {
    return (
      <Text as="p" variant="body-small" role="status">
        {t('vmForm.service.none')}
      </Text>
    );
  }
  if (!services) {
    return (
      <TextField
        label={t('vmForm.service.existing')}
        isRequired
        isDisabled={isDisabled}
        value={name ?? ''}
        onChange={typed => onName(typed.trim())}
        maxLength={63}
      />
    );
  }
  const isKnown = services.some(one => one.name === name);
  return (
    <Select
      label={t('vmForm.service.existing')}
      description={t('vmForm.service.existingHelp')}
      placeholder={t('vmForm.service.choose')}
      searchable
      isRequired
      isDisabled={isDisabled}
      options={[
        ...services.map(one => ({
          id: one.name,
          label: one.name,
          description: t('vmForm.service.has', {
            pods: String(one.pods),
            machines: String(one.machines),
            ports: one.ports.map(({ number }) => number).join(', '),
          }),
        })),
        // A name that was filled in before stays, though it is not offered.
        ...(name && !isKnown ? [{ id: name, label: name }] : []),
      ]}
      value={name ?? null}
      onChange={key => {
        const choice = services.find(one => one.name === key);
        if (choice) {
          onChoice(choice);
        }
      }}
    />
  );
}
