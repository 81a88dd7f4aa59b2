import { formFieldsOf } from './formField';

const formField = formFieldsOf(
  () => import('./components/remote-clusters/form/fields'),
);

/** The form fields of the templates for remote clusters. */
export const remoteClusterFormFields = [
  formField('remote-pair', 'meshRemotePairField'),
  formField('remote-review', 'meshRemoteReviewField'),
];
