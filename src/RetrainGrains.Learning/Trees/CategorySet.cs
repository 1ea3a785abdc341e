using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>The category codes that a split sends left, one bit each.</summary>
internal sealed class CategorySet(uint[] words)
{
    public const int MaximumWords = FeatureDescription.MaximumCategoryCount / BitsPerWord;
    private const int BitsPerWord = 32;

    public ReadOnlySpan<uint> Words => words;

    /// <summary>The largest code in the set; -1 if it is empty.</summary>
    public int Largest
    {
        get
        {
            var word = Array.FindLastIndex(words, w => w != 0);
            return word < 0 ? -1 : BitsPerWord * word + (int)uint.Log2(words[word]);
        }
    }

    /// <summary>A set of codes from 0 to one less than <see cref="FeatureDescription.MaximumCategoryCount"/>.</summary>
    public static CategorySet Of(ReadOnlySpan<int> codes)
    {
        var largest = 0;
        foreach (var code in codes) largest = Math.Max(largest, code);
        var words = new uint[largest / BitsPerWord + 1];
        foreach (var code in codes) words[code / BitsPerWord] |= 1u << (code % BitsPerWord);
        return new CategorySet(words);
    }

    /// <summary>The same categories under other codes: the code that the map has for each.</summary>
    public CategorySet Mapped(int[] map) => Of([.. Codes().Select(code => map[code])]);

    /// <summary>Lists the codes from the least on.</summary>
    public IEnumerable<int> Codes() => Enumerable.Range(0, words.Length * BitsPerWord)
        .Where(code => (words[code / BitsPerWord] >> (code % BitsPerWord) & 1) != 0);

    public bool Contains(float value) => Contains(words, value);

    /// <summary>Returns true for a value that is a code in the set; a value that is no code is in no set.</summary>
    public static bool Contains(ReadOnlySpan<uint> words, float value) =>
        value >= 0
        && value < words.Length * BitsPerWord
        && (words[(int)value / BitsPerWord] >> ((int)value % BitsPerWord) & 1) != 0;
}
