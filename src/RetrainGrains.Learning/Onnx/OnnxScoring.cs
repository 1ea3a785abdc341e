using Microsoft.ML.OnnxRuntime;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Onnx;

/// <summary>Feeds rows to a graph and reads its answers, on any thread.</summary>
internal sealed class OnnxScoring(
    OnnxSession session, OnnxInput[] inputs, OnnxParser parser, int rowsPerRun, DatasetSchema schema)
{
    /// <summary>The most rows of one run: beyond it a batch gains nothing and its tensors only take memory.</summary>
    public const int RowsPerRun = 1_024;

    // A caller waits for it.
    private static readonly TimeSpan LongestOfRow = TimeSpan.FromSeconds(2);

    // A thousand rows: the slowest graphs that anyone serves take a second for them.
    private static readonly TimeSpan LongestOfRows = TimeSpan.FromSeconds(10);

    private readonly string[] inputNames = [.. inputs.Select(input => input.Name)];
    private readonly string[] outputNames = [parser.Name];
    private readonly int width = schema.Features.Count;

    /// <summary>The number of answers to a row.</summary>
    public int AnswersPerRow => parser.AnswersPerRow;

    /// <summary>
    /// Scores rows that lie one behind the other: NaN for a row that the graph has no answer for, whatever the reason.
    /// </summary>
    public void Score(ReadOnlySpan<float> rows, Span<double> answers)
    {
        var each = parser.AnswersPerRow;
        for (var done = 0; done < answers.Length / each;)
        {
            var count = Math.Min(rowsPerRun, answers.Length / each - done);
            ScoreSome(rows.Slice(done * width, count * width), answers.Slice(done * each, count * each));
            done += count;
        }
    }

    /// <summary>Scores rows in one run; an exception where the graph fails or answers in another shape.</summary>
    public void Run(ReadOnlySpan<float> rows, Span<double> answers)
    {
        var count = rows.Length / width;
        var values = new List<OrtValue>(inputs.Length);
        try
        {
            foreach (var input in inputs) values.Add(OnnxFeed.Create(input, rows, width));
            using var outputs = session.Run(
                inputNames, values, outputNames, count == 1 ? LongestOfRow : LongestOfRows);
            parser.Read(outputs[0], count, answers);
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }

        // A whole number has no value that says it is missing: what was fed in its place answers nothing.
        for (var row = 0; row < count; row++)
        {
            if (!OnnxFeed.IsWhole(inputs, rows.Slice(row * width, width)))
            {
                answers.Slice(row * parser.AnswersPerRow, parser.AnswersPerRow).Fill(double.NaN);
            }
        }
    }

    private void ScoreSome(ReadOnlySpan<float> rows, Span<double> answers)
    {
        try
        {
            Run(rows, answers);
        }
        catch (TimeoutException)
        {
            // Row after row it would take as long again, each.
            answers.Fill(double.NaN);
        }
        catch (Exception error) when (error is OnnxRuntimeException or OnnxAnswerException)
        {
            answers.Fill(double.NaN);
            if (rows.Length == width) return;
            // A graph fails as a whole, where it knows no answer to one of the rows.
            var each = parser.AnswersPerRow;
            for (var row = 0; row < answers.Length / each; row++)
            {
                ScoreSome(rows.Slice(row * width, width), answers.Slice(row * each, each));
            }
        }
    }
}
