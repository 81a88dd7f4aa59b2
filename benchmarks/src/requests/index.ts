import { Benchmark } from '../frame/Benchmark';
import { postgresql, sqlite } from './lists';

/** Lists of many requests against what an answer costs anyway. */
export const requests: Benchmark = {
  summary: 'Lists of 10,000 requests by people who may see some, in pages',
  parts: { sqlite, postgresql },
};
