export { askCall } from './askCall';
export type { CallAnswer, CallObjects, CallQuestion, Decider } from './types';
