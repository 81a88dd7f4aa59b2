export { enrolmentForms } from './enrolmentForms';
export type { EnrolmentCall } from './enrolmentCall';
