export { personasModule } from './module';
