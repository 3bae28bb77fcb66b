/** The fields of the minutes' form: texts, lists with one item a line, and the requests. */
export const textFields = [
  "authority",
  "body",
  "number",
  "madeAt",
  "place",
  "beganAt",
  "content",
  "scope",
  "period",
  "opinion",
  "endedAt",
  "copies",
] as const;
export const listFields = ["teamPresent", "unitPresent", "facts", "strengths", "shortcomings"] as const;
export const minutesFields = [...textFields, ...listFields, "requests"] as const;
