/** What happens to a worker that is still busy when it should have ended its work. */
export enum RayBusyWorkers {
  /** It runs on, without taking new work, and the rotation fails: nothing is lost, and somebody has to decide. */
  KEEP = 'keep',
  /** It is replaced: the tasks, actors and objects that are on it are lost, unless Ray makes them again. */
  REPLACE = 'replace',
}

/** When the head is replaced. */
export enum RayHeadRotation {
  /** Where the GCS is fault-tolerant, which keeps the cluster alive: its drivers, and what runs on the head itself, end all the same. */
  FAULT_TOLERANT = 'fault-tolerant',
  /** Always, at the rotation's schedule. Without GCS fault tolerance all that the cluster runs is lost then. */
  INTERRUPTING = 'interrupting',
}
