import { formDataOf } from '../../egress/form/formContext';
import { RequestReview } from '../../virtual-machines/form/RequestReview';
import { RemoteFormData, remoteParameters } from './remoteForm';
import { MeshRemoteReviewProps } from './schemas';

/** A form field that takes nothing: it shows what is asked for, who approves it, and what stands in the way. */
export function MeshRemoteReview(props: MeshRemoteReviewProps) {
  const kind = props.uiSchema?.['ui:options']?.kind ?? 'remote-cluster-join';
  const form = formDataOf<RemoteFormData>(props);
  return (
    <RequestReview kind={kind} parameters={remoteParameters(kind, form)} />
  );
}
