import { Benchmark } from '../frame/Benchmark';
import { files } from './files';
import { live } from './live';
import { memory } from './memory';

/** Finding what is wrong with 5,000 objects. */
export const analysis: Benchmark = {
  summary:
    'Findings of 5,000 objects: from cold, of one change, of files beside istioctl, and in a portal',
  parts: { memory, files, live },
};
