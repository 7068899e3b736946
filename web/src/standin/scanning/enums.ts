/** The enumerations of the ready-made scanner, documented. */

export const SCAN_MODES = { SM_SINGLE: 0, SM_MULTI_UNIQUE: 1 } as const;

export const RESULT_STATUS = { RS_SUCCESS: 0, RS_CANCELLED: 1, RS_FAILED: 2 } as const;
