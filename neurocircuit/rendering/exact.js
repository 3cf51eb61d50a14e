"use strict";
/* Exact numbers: ratios of integers of any size, written as decimals and read from them. No float decides anything. */

function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a;
}

/** The largest size among integers, at least 1. */
const largest = list => list.reduce((most, each) => (each > most ? each : -each > most ? -each : most), 1n);

/** An exact ratio as text: a decimal where there is one, else p/q; with a true minus sign. */
function text(numerator, denominator = 1n) {
  const common = gcd(denominator, numerator < 0n ? -numerator : numerator);
  const [top, bottom] = [numerator / common, denominator / common];
  const size = top < 0n ? -top : top, sign = top < 0n ? "−" : "";
  for (let places = 0, scale = 1n; places <= 24; places++, scale *= 10n)
    if (scale % bottom === 0n) {
      const digits = String(size * (scale / bottom)).padStart(places + 1, "0");
      return sign + (places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits);
    }
  return `${sign}${size}/${bottom}`;
}

/** The same where there is little room: from 15 characters on rounded and marked so, as in a picture. */
function brief(numerator, denominator) {
  const exact = text(numerator, denominator);
  if (exact.length <= 14) return exact;
  const rounded = Number(numerator) / Number(denominator);
  if (Number.isFinite(rounded)) return `≈${rounded.toPrecision(7).replace("-", "−").replace("e−", "e-")}`;
  const digits = String(numerator / denominator).replace("-", "");
  return `≈${numerator < 0n ? "−" : ""}${digits[0]}.${digits.slice(1, 4)}e+${digits.length - 1}`;
}

/** What was typed, as numerator and denominator: a decimal or p/q; null for anything else. */
function parse(typed) {
  const match = /^([-−]?)(?=[.,]?\d)(\d*)(?:[.,](\d*)|\/(\d+))?$/.exec(typed.trim());
  if (!match) return null;
  const [, minus, whole, places = "", bottom = "1"] = match, size = BigInt(whole + places);
  return BigInt(bottom) ? [minus ? -size : size, BigInt(bottom) * 10n ** BigInt(places.length)] : null;
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
