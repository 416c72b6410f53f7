/** The Ray project's own repositories, in its registry or in a mirror: `rayproject/ray`, `registry.example/mirror/rayproject/ray-ml`. */
const RAY_PROJECT_IMAGE = /(?:^|\/)rayproject\/ray(?:-[a-z0-9-]+)?(?::([^:@/]+))?(?:@[^@/]+)?$/;
/** A copy in a repository of one of those names, with a tag such as the Ray project writes: `corp.example/ray:2.58.0-py311-gpu`. */
const COPIED_IMAGE = /(?:^|\/)ray(?:-ml|-llm)?:([^:@/]+)(?:@[^@/]+)?$/;
const VERSION = /^(\d+\.\d+\.\d+(?:rc\d+)?)(?:$|[-.])/;

/** Whether the Ray project made an image. Only then its tag certainly names the version of Ray: others number their images as they like. */
export function isRayProjectImage(image: string): boolean {
  return RAY_PROJECT_IMAGE.test(image);
}

/** The version of Ray that the tag of an image names, such as 2.58.0 for `rayproject/ray:2.58.0-py311-gpu`; nothing for images of others. */
export function rayVersionOfImage(image: string): string | undefined {
  return versionIn(RAY_PROJECT_IMAGE.exec(image)?.[1]);
}

/** The same, and for what is called like an image of the Ray project: good enough where nobody says the version, and never against who does. */
export function likelyRayVersionOfImage(image: string): string | undefined {
  return rayVersionOfImage(image) ?? versionIn(COPIED_IMAGE.exec(image)?.[1]);
}

function versionIn(tag: string | undefined): string | undefined {
  return tag === undefined ? undefined : VERSION.exec(tag)?.[1];
}
