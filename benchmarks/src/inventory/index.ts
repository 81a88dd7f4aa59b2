import { Benchmark } from '../frame/Benchmark';
import { changes } from './changes';
import { firstSync } from './firstSync';
import { fleet } from './fleet';
import { views } from './views';

/** Reading clusters: what issue and design ask of the inventory. */
export const inventory: Benchmark = {
  summary:
    'Answers about 10,000 pods, 10,000 WorkloadEntries and 2,000 Istio objects, and 50 clusters',
  parts: { views, changes, 'first-sync': firstSync, fleet },
};
