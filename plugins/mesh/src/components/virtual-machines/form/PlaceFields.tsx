import { Checkbox, Select, Text, TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from '../../egress/form/formValues';
import styles from '../../egress/form/form.module.css';
import type { JoiningPart } from './MeshVmJoining';
import { NumberInput } from './NumberInput';

const NOBODY = '*';

/** How calls are shared between machines and pods. */
export function ShareFields({ joining, set, form, isDisabled }: JoiningPart) {
  const { t } = useWords();
  const { subsets, machinesPercent } = joining;
  if (!form.workload?.service) {
    return (
      <Text as="p" variant="body-small">
        {t('vmForm.share.noService')}
      </Text>
    );
  }
  return (
    <>
      <div>
        <Checkbox
          isDisabled={isDisabled}
          isSelected={subsets !== undefined}
          onChange={isOn =>
            set(
              isOn
                ? { subsets: {}, machinesPercent: 0 }
                : { subsets: undefined, machinesPercent: undefined },
            )
          }
        >
          {t('vmForm.share.wanted')}
        </Checkbox>
        <Text as="p" variant="body-small" color="secondary">
          {t('vmForm.share.means')}
        </Text>
      </div>
      {subsets && (
        <NumberInput
          label={t('vmForm.share.percent')}
          description={t('vmForm.share.percentHelp')}
          isDisabled={isDisabled}
          least={0}
          most={100}
          value={machinesPercent}
          onChange={percent => set({ machinesPercent: percent })}
        />
      )}
    </>
  );
}

/** Where the machines are, for who is called first. */
export function PlaceFields({ joining, set, isDisabled }: JoiningPart) {
  const { t } = useWords();
  return (
    <div className={styles.row}>
      <TextField
        label={t('vmForm.place.locality')}
        description={t('vmForm.place.localityHelp')}
        placeholder="eu-west/a"
        isDisabled={isDisabled}
        value={joining.locality ?? ''}
        onChange={locality => set({ locality: locality.trim() || undefined })}
      />
      <NumberInput
        label={t('vmForm.place.weight')}
        description={t('vmForm.place.weightHelp')}
        isDisabled={isDisabled}
        least={1}
        most={128}
        value={joining.weight}
        onChange={weight => set({ weight })}
      />
    </div>
  );
}

/** Has a namespace made that is not there. */
export function NamespaceFields(props: JoiningPart) {
  const { joining, set, form, choices, isDisabled } = props;
  const { t } = useWords();
  const { createNamespace } = joining;
  return (
    <>
      <Checkbox
        isDisabled={isDisabled}
        isSelected={createNamespace !== undefined}
        onChange={isOn => set({ createNamespace: isOn ? {} : undefined })}
      >
        {t('vmForm.newNamespace.wanted', { namespace: form.namespace ?? '' })}
      </Checkbox>
      {createNamespace && (
        <Select
          label={t('vmForm.newNamespace.revision')}
          description={t('vmForm.newNamespace.revisionHelp')}
          isDisabled={isDisabled}
          options={[
            { id: NOBODY, label: t('vmForm.newNamespace.nobody') },
            ...(choices?.revisions ?? []).map(({ name, text }) => ({
              id: name,
              label: name,
              description: text,
            })),
          ]}
          value={createNamespace.revision ?? NOBODY}
          onChange={key =>
            set({
              createNamespace: withoutAbsent({
                revision: key === NOBODY ? undefined : String(key),
              }),
            })
          }
        />
      )}
    </>
  );
}
