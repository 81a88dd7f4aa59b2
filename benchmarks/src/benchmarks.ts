import { analysis } from './analysis';
import { bundle } from './bundle';
import { ca } from './ca';
import { Benchmark } from './frame/Benchmark';
import { inventory } from './inventory';
import { machinesPage } from './machinesPage';
import { requests } from './requests';
import { vmBundle } from './vmBundle';

/** Every benchmark, by the name that `npm run benchmark -- NAME` takes. */
export const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map([
  ['analysis', analysis],
  ['bundle', bundle],
  ['ca', ca],
  ['inventory', inventory],
  ['machines-page', machinesPage],
  ['requests', requests],
  ['vm-bundle', vmBundle],
]);
