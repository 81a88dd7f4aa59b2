import { formFieldsOf } from './formField';

const formField = formFieldsOf(
  () => import('./components/tetrate/form/fields'),
);

/** The form fields of the template for machines that join by Tetrate's plane. */
export const tetrateFormFields = [
  formField('tetrate-rules', 'meshTetrateRulesField'),
  formField('tetrate-agent', 'meshTetrateAgentField'),
];
