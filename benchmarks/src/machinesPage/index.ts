import { Benchmark } from '../frame/Benchmark';
import { inBrowser } from './inBrowser';

/** What people wait for where thousands of virtual machines are in the mesh. */
export const machinesPage: Benchmark = {
  summary:
    '10,000 virtual machines in a browser: rows, search and paging, beside 100',
  parts: { browser: inBrowser },
};
