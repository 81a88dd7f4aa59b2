export { Audience } from './Audience';
export { Nudges } from './Nudges';
