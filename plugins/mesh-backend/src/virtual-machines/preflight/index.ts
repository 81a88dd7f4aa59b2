export { preflight, servingFindings } from './preflight';
export { IstiodReach } from './IstiodReach';
