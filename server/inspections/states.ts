/** States in which everybody has sent; in all others nothing of a sheet is read (blind). */
export const revealedStates = ["submitted", "returned", "settled", "concluded"] as const;
