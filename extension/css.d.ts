declare module "*.css";

/** Vite gives the text of a style sheet for this ending. */
declare module "*.css?inline" {
  const text: string;
  export default text;
}
