import { everything } from '../ca/cert-manager/fixture';
import { validateManifest } from './support/validate-manifest';

const objects = everything().toJson();

test.each(objects.map((object) => [object.kind, object.metadata.name, object]))(
  '%s %s is accepted by its schema',
  (_kind, _name, object) => {
    expect(validateManifest(object, { kubeRay: '1.7' })).toEqual([]);
  },
);
