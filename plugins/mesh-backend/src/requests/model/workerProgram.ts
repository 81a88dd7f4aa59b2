import { randomUUID } from 'crypto';
import { KnexRequestStore } from '../store';
import { connectPostgres } from './databases';
import { databaseDelivery } from './databaseWorld';
import { modelInstance } from './ModelInstance';
import { DIRECTORY, KILL_LEASE_MS } from './runKills';

// A worker process of its own, until it is killed or its parent goes.
const db = connectPostgres(process.argv[2]);
const owner = randomUUID();
const { worker } = modelInstance({
  store: new KnexRequestStore(db),
  delivery: databaseDelivery(db, owner),
  directory: DIRECTORY,
  owner,
  now: () => Date.now(),
  chance: () => Math.random(),
  leaseMs: KILL_LEASE_MS,
  publish: async () => {},
});
setInterval(() => worker.wake(), 100);
process.once('disconnect', () => process.exit());
