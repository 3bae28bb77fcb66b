/** The one picture of the product, for the browser's tab. */
export const productIcon = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
  '<rect x="5" y="2" width="22" height="28" rx="3" fill="#14507d"/>',
  '<path d="M10 11l2.5 2.5L17 9M10 20l2.5 2.5L17 18"',
  ' fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>',
  '<path d="M20 11.5h3M20 20.5h3" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/>',
  "</svg>",
].join("");
