export * from './pod/ray-pod';
