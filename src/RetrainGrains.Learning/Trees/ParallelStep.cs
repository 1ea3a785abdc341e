namespace RetrainGrains.Learning.Trees;

/// <summary>Shares the parts of a step out among threads where that is worth their start.</summary>
internal static class ParallelStep
{
    public static void Run(int parts, int threads, bool isLarge, Action<int> body)
    {
        if (threads > 1 && isLarge)
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
            return;
        }

        for (var part = 0; part < parts; part++) body(part);
    }
}
