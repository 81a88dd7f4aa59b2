import { formFieldsOf } from './formField';

const formField = formFieldsOf(
  () => import('./components/virtual-machines/form/fields'),
);

/** The form fields of the templates for virtual machines; discovery is enough for them too. */
export const virtualMachineFormFields = [
  formField('vm-workload', 'meshVmWorkloadField'),
  formField('vm-joining', 'meshVmJoiningField'),
  formField('vm-review', 'meshVmReviewField'),
];
