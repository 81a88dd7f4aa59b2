import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { ShownAnswer } from '../entities/EntityReader';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { ObjectReader } from './ObjectReader';
import { PolicyQuestions } from './PolicyQuestions';
import { createPoliciesRouter } from './router';

/** Wires questions about policies together. */
export function createPolicies(services: {
  auditor: AuditorService;
  authorizer: MeshAuthorizer;
  httpAuth: HttpAuthService;
  inventory: Inventory;
  onShown: (shown: ShownAnswer) => void;
}): { router: Router } {
  return {
    router: createPoliciesRouter({
      ...services,
      questions: new PolicyQuestions(services),
      objects: new ObjectReader(services),
    }),
  };
}
