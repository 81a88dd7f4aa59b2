export { chainLimits } from './chainLimits';
export type { ChainLimits } from './chainLimits';
export {
  completeRevocationList,
  revocationListOfIssuer,
} from './completeRevocationLists';
export { publicKeyHash, readIssued } from './issuedChain';
export {
  downloadRevocationList,
  revocationListPem,
} from './revocationListDownload';
export { DEFAULT_PATIENCE, tryUntilAnswered } from './tries';
export type { Again, Patience } from './tries';
