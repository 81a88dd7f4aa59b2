import { formDataOf } from '../../egress/form/formContext';
import { RequestReview } from '../../virtual-machines/form/RequestReview';
import { CaFormData, caParameters } from './caForm';
import { MeshCaReviewProps } from './schemas';

/** The kind of request that a form asks for. */
export function kindOf(
  { issuance }: Partial<CaFormData>,
  byDefault: string = 'certificate-authority-issue',
): string {
  return issuance?.kind ?? byDefault;
}

/** A form field that takes nothing: it shows what is asked for, who approves it, and what stands in the way. */
export function MeshCaReview(props: MeshCaReviewProps) {
  const form = formDataOf<CaFormData>(props);
  const kind = kindOf(form, props.uiSchema?.['ui:options']?.kind);
  return (
    <RequestReview
      kind={kind}
      parameters={caParameters(form) as Record<string, unknown>}
    />
  );
}
