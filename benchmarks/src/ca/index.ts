import { Benchmark } from '../frame/Benchmark';
import { overhead } from './overhead';

/** Issuing an intermediate for istiod. */
export const ca: Benchmark = {
  summary:
    'What an issuance takes beside the provider and the key, with its trial handshake',
  parts: { overhead },
};
