/** NIST SP 800-63B asks for length, not for kinds of characters. The same bounds as `ADMIN_PASSWORD`. */
export const passwordLength = { min: 12, max: 128 } as const;
