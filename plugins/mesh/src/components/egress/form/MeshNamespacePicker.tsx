import { useState } from 'react';
import { Checkbox, Select, Text, TextField } from '@backstage/ui';
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
  const forRequest = props.uiSchema?.['ui:options']?.forRequest ?? false;
  const { t } = useWords();
  const { cluster } = formDataOf(props);
  const read = useChoices(cluster);
  const namespaces = read.value?.namespaces;
  const label = schema.title ?? t('egressForm.namespace.label');
  const chosen = namespaces?.find(({ name }) => name === formData);
  const [isTyped, setTyped] = useState(false);

  if ((read.error && !namespaces) || isTyped) {
    // Its name can still be typed.
    return (
      <FormPart>
        {isTyped ? (
          <Checkbox isSelected isDisabled={disabled} onChange={setTyped}>
            {t('egressForm.namespace.notThere')}
          </Checkbox>
        ) : (
          <UnreadChoices read={read} what="" />
        )}
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
              mayApply || forRequest ? '' : t('egressForm.namespace.mayNot'),
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
      {forRequest && namespaces && (
        <Checkbox isSelected={false} isDisabled={disabled} onChange={setTyped}>
          {t('egressForm.namespace.notThere')}
        </Checkbox>
      )}
      {chosen && !chosen.mayApply && !forRequest && (
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
