import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { errorAt } from './nestedErrors';
import { MeshEgressUpstreamProps } from './schemas';
import { UpstreamFields } from './UpstreamFields';
import { useChoices } from './useChoices';
import { UpstreamValue } from './types';

/** A form field for one host that is added to a gateway. */
export function MeshEgressUpstream(props: MeshEgressUpstreamProps) {
  const { formData, onChange, disabled, errorSchema } = props;
  const { gateway } = formDataOf(props);
  const { value: choices } = useChoices(gateway?.cluster);
  return (
    <FormPart>
      <UpstreamFields
        value={(formData ?? {}) as UpstreamValue}
        onChange={onChange}
        choices={choices}
        isDisabled={disabled}
        hostError={errorAt(errorSchema, ['host'])}
      />
    </FormPart>
  );
}
