"""Prints the words of a language with their frequencies, tab-separated, most frequent first, from wordfreq's large lists.

    pip install wordfreq==3.1.1
    python training/language_words.py de > DIR/de.tsv
"""

import sys

from wordfreq import get_frequency_dict

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} LANGUAGE, as in de")
    words = get_frequency_dict(sys.argv[1], wordlist="large")
    print("word\tfrequency")
    for word, frequency in sorted(words.items(), key=lambda entry: (-entry[1], entry[0])):
        print(f"{word}\t{frequency:.6g}")
