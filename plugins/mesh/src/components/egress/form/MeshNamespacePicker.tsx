import { Select, Text, TextField } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { StatusIcon } from '../../parts/StatusIcon';
import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { MeshNamespacePickerProps } from './schemas';
import { UnreadChoices } from './UnreadChoices';
import { useChoices } from './useChoices';

/** A form field that offers the namespaces of the chosen cluster. */
export function MeshNamespacePicker(props: MeshNamespacePickerProps) {
  const { formData, onChange, required, disabled, rawErrors, schema } = props;
  const { t } = useWords();
  const { cluster } = formDataOf(props);
  const read = useChoices(cluster);
  const namespaces = read.value?.namespaces;
  const label = schema.title ?? t('egressForm.namespace.label');
  const chosen = namespaces?.find(({ name }) => name === formData);

  if (read.error && !namespaces) {
    // Its name can still be typed.
    return (
      <FormPart>
        <UnreadChoices read={read} what="" />
        <TextField
          label={label}
          description={schema.description}
          isRequired={required}
          isDisabled={disabled}
          value={formData ?? ''}
          onChange={name => onChange(name.trim() || undefined)}
        />
      </FormPart>
    );
  }
  return (
    <FormPart>
      <Select
        label={label}
        description={schema.description}
        placeholder={placeholder()}
        searchable
        isRequired={required}
        isDisabled={disabled || !namespaces}
        isInvalid={Boolean(rawErrors?.length)}
        options={[
          ...(namespaces ?? []).map(({ name, owner, mesh, mayApply }) => ({
            id: name,
            label: name,
            description: [
              mayApply ? '' : t('egressForm.namespace.mayNot'),
              owner ? t('egress.ownedBy', { owner }) : '',
              t(`egressForm.namespace.mesh.${mesh}`),
            ]
              .filter(Boolean)
              .join(' · '),
          })),
          // A name that was filled in before stays, though it is not offered.
          ...(formData && namespaces && !chosen
            ? [{ id: formData, label: formData }]
            : []),
        ]}
        value={formData ?? null}
        onChange={key => onChange(key === null ? undefined : String(key))}
      />
      {chosen && !chosen.mayApply && (
        <Text as="p" variant="body-small" role="status">
          <StatusIcon status="locked" /> {t('egressForm.namespace.askInstead')}
        </Text>
      )}
      {formData && namespaces && !chosen && (
        <Text as="p" variant="body-small" role="alert">
          <StatusIcon status="warning" />{' '}
          {t('egressForm.namespace.unknown', { name: formData })}
        </Text>
      )}
    </FormPart>
  );

  function placeholder() {
    if (!cluster) {
      return t('egressForm.namespace.clusterFirst');
    }
    return namespaces
      ? t('egressForm.namespace.choose')
      : t('egressForm.namespace.reading');
  }
}
