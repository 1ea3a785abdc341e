namespace RetrainGrains.Domain.Candidates;

/// <summary>The naming of workers' learners, in offers and in recipes.</summary>
public static class WorkerLearnerName
{
    public const string Rule = "must be 1 to 40 of a-z, 0-9 and '-'";
    private const int LengthMax = 40;

    public static bool IsValid(string name) =>
        name.Length is >= 1 and <= LengthMax
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
