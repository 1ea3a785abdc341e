using Google.Protobuf.Collections;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Workers;

/// <summary>Lays rows out for the wire, so many in a message as its bound allows.</summary>
internal static class RowPacking
{
    // Times are variable in length: ten bytes at most.
    private const int TimeBytes = 10;

    public static int RowsIn(int bytesMax, int width) => Math.Max(1, bytesMax / (TimeBytes + width * sizeof(float)));

    public static int LessonRowsIn(int bytesMax, int width) =>
        Math.Max(1, bytesMax / (TimeBytes + width * sizeof(float) + 2 * sizeof(double)));

    public static V1.Rows ToWire(WorkerRows rows, int first, int count, string artifactId)
    {
        var width = rows.Features.Length / rows.Count;
        var task = new V1.Rows { ArtifactId = artifactId };
        task.AtUnixMs.AddSpan(rows.UnixMilliseconds.Span.Slice(first, count));
        task.Features.AddSpan(rows.Features.Span.Slice(first * width, count * width));
        return task;
    }

    public static V1.RowChunk ToWire(WorkerLesson lesson, ulong taskId, bool last)
    {
        var chunk = new V1.RowChunk { TaskId = taskId, Last = last };
        chunk.AtUnixMs.AddSpan(lesson.Rows.UnixMilliseconds.Span);
        chunk.Features.AddSpan(lesson.Rows.Features.Span);
        chunk.Targets.AddSpan(lesson.Targets.Span);
        chunk.Weights.AddSpan(lesson.Weights.Span);
        return chunk;
    }

    private static void AddSpan<T>(this RepeatedField<T> field, ReadOnlySpan<T> values)
    {
        field.Capacity = values.Length;
        foreach (var value in values) field.Add(value);
    }
}
