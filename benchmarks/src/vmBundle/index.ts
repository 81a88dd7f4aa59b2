import { Benchmark } from '../frame/Benchmark';
import { downloads } from './download';
import { processor } from './processor';

/** Bundles of virtual machines against the real istioctl, and against their token. */
export const vmBundle: Benchmark = {
  summary:
    'Bundles of virtual machines per second of processor time beside istioctl, and how long a download takes',
  parts: { processor, download: downloads },
};
