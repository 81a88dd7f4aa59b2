import { formFieldsOf } from './formField';

const formField = formFieldsOf(
  () => import('./components/certificates/form/fields'),
);

/** The form fields of the template for certificate authorities. */
export const certificateFormFields = [
  formField('ca-issuance', 'meshCaIssuanceField'),
  formField('ca-review', 'meshCaReviewField'),
];
