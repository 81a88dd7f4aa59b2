import { formDataOf } from '../../egress/form/formContext';
import { parametersOf, VM_ONBOARDING } from './parametersOf';
import { RequestReview } from './RequestReview';
import { MeshVmReviewProps } from './schemas';
import { VmFormData } from './types';

/**
 * A form field that takes nothing: it shows what would be made, what would keep
 * a machine from joining, and what stands in the way.
 */
export function MeshVmReview(props: MeshVmReviewProps) {
  const kind = props.uiSchema?.['ui:options']?.kind ?? VM_ONBOARDING;
  const form = formDataOf<VmFormData>(props);
  return (
    <RequestReview
      kind={kind}
      parameters={parametersOf(kind, form)}
      beneficiary={form.component}
      delivery={form.delivery}
    />
  );
}
