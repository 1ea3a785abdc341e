using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Onnx;

/// <summary>Reads the output that answers: one number or probability for each row, or one for each class.</summary>
internal sealed class OnnxParser
{
    // Single precision adds up to one only about so.
    private const double Rounding = 1e-3;

    private readonly OnnxOutput output;
    private readonly int classes;
    private readonly Dictionary<string, int> places = [];
    private readonly Dictionary<long, int> numbers = [];

    public OnnxParser(OnnxOutput output, DatasetSchema schema)
    {
        this.output = output;
        IsProbability = schema.Task != PredictionTask.Regression;
        classes = OnnxOutput.ClassesOf(schema);
        AnswersPerRow = Math.Max(1, schema.ClassCount);
        for (var i = 0; i < output.Labels.Length; i++)
        {
            places[output.Labels[i]] = i;
            if (long.TryParse(output.Labels[i], CultureInfo.InvariantCulture, out var number)) numbers[number] = i;
        }
    }

    public string Name => output.Name;

    public int AnswersPerRow { get; }

    private bool IsProbability { get; }

    /// <summary>Fills the answers of as many rows; NaN where the output is no answer to the task.</summary>
    public void Read(OrtValue value, int rows, Span<double> answers)
    {
        if (output.Answer == OnnxAnswer.Number)
        {
            ReadTensor(value, answers);
            foreach (ref var answer in answers) answer = Checked(answer);
            return;
        }

        var each = new double[rows * classes];
        switch (output.Answer)
        {
            case OnnxAnswer.Columns: ReadColumns(value, each); break;
            case OnnxAnswer.Maps: ReadMaps(value, rows, each); break;
            default: ReadLabels(value, rows, each); break;
        }

        for (var row = 0; row < rows; row++)
        {
            var probabilities = each.AsSpan(row * classes, classes);
            CheckAll(probabilities);
            if (AnswersPerRow == 1) answers[row] = probabilities[1];
            else probabilities.CopyTo(answers[(row * classes)..]);
        }
    }

    private double Checked(double answer) => !IsProbability ? double.IsFinite(answer) ? answer : double.NaN
        : answer is >= -Rounding and <= 1 + Rounding ? Math.Clamp(answer, 0, 1)
        : double.NaN;

    private void CheckAll(Span<double> probabilities)
    {
        var sum = 0.0;
        foreach (ref var probability in probabilities) sum += probability = Checked(probability);
        if (!(Math.Abs(sum - 1) <= Rounding)) probabilities.Fill(double.NaN);
    }

    private void ReadColumns(OrtValue value, double[] each)
    {
        var inOrder = new double[each.Length];
        ReadTensor(value, inOrder);
        for (var i = 0; i < each.Length; i++) each[i] = inOrder[i - i % classes + output.Columns[i % classes]];
    }

    private void ReadMaps(OrtValue value, int rows, double[] each)
    {
        Require(value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE, "is no sequence");
        Require(value.GetValueCount() == rows, "has another number of maps than rows");
        var allocator = OrtAllocator.DefaultInstance;
        var probabilities = new double[classes];
        for (var row = 0; row < rows; row++)
        {
            using var map = value.GetValue(row, allocator);
            using var keys = map.GetValue(0, allocator);
            using var values = map.GetValue(1, allocator);
            ReadTensor(values, probabilities);
            for (var i = 0; i < classes; i++)
            {
                var place = PlaceOf(keys, i);
                Require(place >= 0, "has a label that is no class");
                each[row * classes + place] = probabilities[i];
            }
        }
    }

    private void ReadLabels(OrtValue value, int rows, double[] each)
    {
        Require(value.GetTensorTypeAndShape().ElementCount == rows, "has another number of labels than rows");
        for (var row = 0; row < rows; row++)
        {
            // A label that is no class leaves the row without an answer.
            if (PlaceOf(value, row) is >= 0 and var place) each[row * classes + place] = 1;
        }
    }

    private int PlaceOf(OrtValue labels, int index) => labels.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.String => places.GetValueOrDefault(labels.GetStringElement(index), -1),
        TensorElementType.Int64 => numbers.GetValueOrDefault(labels.GetTensorDataAsSpan<long>()[index], -1),
        TensorElementType.Int32 => numbers.GetValueOrDefault(labels.GetTensorDataAsSpan<int>()[index], -1),
        var other => throw new OnnxAnswerException($"'{Name}' has labels of type {other}"),
    };

    private void ReadTensor(OrtValue value, Span<double> answers)
    {
        Require(value.IsTensor, "is no tensor");
        var shape = value.GetTensorTypeAndShape();
        Require(
            shape.ElementCount == answers.Length,
            $"has the shape [{string.Join(", ", shape.Shape)}], which is not {answers.Length} values");
        switch (shape.ElementDataType)
        {
            case TensorElementType.Float: Convert(value.GetTensorDataAsSpan<float>(), answers); break;
            case TensorElementType.Double: value.GetTensorDataAsSpan<double>().CopyTo(answers); break;
            case TensorElementType.Int64: Convert(value.GetTensorDataAsSpan<long>(), answers); break;
            case TensorElementType.Int32: Convert(value.GetTensorDataAsSpan<int>(), answers); break;
            default: throw new OnnxAnswerException($"'{Name}' has values of type {shape.ElementDataType}");
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> values, Span<double> answers)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < values.Length; i++) answers[i] = double.CreateChecked(values[i]);
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds) throw new OnnxAnswerException($"'{Name}' {otherwise}");
    }
}
