/**
 * AWS Private CA and Google Certificate Authority Service on this machine:
 * their protocols, their rules and real signatures, for tests only.
 *
 * @packageDocumentation
 */
export * from './core';
export * from './google';
export * from './aws';
export * from './server';
