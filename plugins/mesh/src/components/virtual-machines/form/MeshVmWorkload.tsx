import { useEffect } from 'react';
import { TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { formDataOf } from '../../egress/form/formContext';
import { FormPart } from '../../egress/form/FormPart';
import { withoutAbsent } from '../../egress/form/formValues';
import { UnreadChoices } from '../../egress/form/UnreadChoices';
import styles from '../../egress/form/form.module.css';
import { PortRows } from './PortRows';
import { ProbeFields } from './ProbeFields';
import { MeshVmWorkloadProps } from './schemas';
import { ServiceFields } from './ServiceFields';
import { VmFormData, VmWorkload } from './types';
import { useMachineChoices } from './useMachineChoices';

/** A form field for what runs on the machines, and how callers reach it. */
export function MeshVmWorkload(props: MeshVmWorkloadProps) {
  const { onChange, disabled } = props;
  const { t } = useWords();
  const form = formDataOf<VmFormData>(props);
  const read = useMachineChoices(form);
  const workload = (props.formData ?? {}) as VmWorkload;
  const set = (next: VmWorkload) => onChange(withoutAbsent(next));
  const isUntouched = Object.keys(workload).length === 0;

  // Nothing was said yet: most machines run what pods run too.
  useEffect(() => {
    if (isUntouched) {
      onChange({ service: { kind: 'existing' } });
    }
  }, [isUntouched, onChange]);

  return (
    <FormPart>
      {(read.error || !read.value) && form.cluster && (
        <UnreadChoices read={read} what={t('vmForm.service.reading')} />
      )}
      <ServiceFields
        workload={workload}
        choices={read.value}
        isDisabled={disabled}
        onChange={set}
      />
      <PortRows
        ports={workload.ports ?? []}
        isDisabled={disabled}
        onChange={ports => set({ ...workload, ports })}
      />
      <ProbeFields
        probe={workload.probe}
        ports={workload.ports ?? []}
        isDisabled={disabled}
        onChange={probe => set({ ...workload, probe })}
      />
      <details className={styles.more}>
        <summary>{t('vmForm.labels.title')}</summary>
        <div className={styles.row}>
          <TextField
            label={t('vmForm.labels.app')}
            description={t('vmForm.labels.appHelp')}
            placeholder={form.name}
            isDisabled={disabled}
            value={workload.app ?? ''}
            onChange={app => set({ ...workload, app: app.trim() })}
            maxLength={63}
          />
          <TextField
            label={t('vmForm.labels.version')}
            description={t('vmForm.labels.versionHelp')}
            placeholder="vm"
            isDisabled={disabled}
            value={workload.version ?? ''}
            onChange={version => set({ ...workload, version: version.trim() })}
            maxLength={63}
          />
        </div>
      </details>
    </FormPart>
  );
}
