using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Blending;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Neural;
using RetrainGrains.Learning.Onnx.Messages;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Says an artifact in nodes of ONNX: of double precision, but for the sums over trees.</summary>
internal sealed class OnnxNodes(OnnxGraph graph, DatasetSchema schema)
{
    /// <summary>Adds a version's predictions of the target: a column, or one for each class.</summary>
    public static string Add(OnnxGraph graph, ExportedVersion version, string input) =>
        Mean(graph, version.Members, member => new OnnxNodes(graph, member.Schema).Add(
            member, new OnnxColumns(graph, member, input, version.Features.Length)));

    public static ExportException Refused(string reason) => new($"The version cannot be ONNX: {reason}.");

    private string Add(Artifact artifact, OnnxColumns columns)
    {
        var predicted = Predicted(artifact.Model, columns);
        return artifact.TargetForm switch
        {
            TargetForm.Log => graph.Add("Sub", graph.Add("Exp", predicted), graph.Double(1)),
            TargetForm.Change => AfterLast(artifact, predicted, columns),
            _ => predicted,
        };
    }

    private string AfterLast(Artifact artifact, string change, OnnxColumns columns)
    {
        var last = columns.Column(schema.LastValueFeature!.Value);
        return graph.Add(
            "Where", columns.IsFinite(last), graph.Add("Add", last, change), graph.Double(artifact.Header.Fallback));
    }

    private string Predicted(Model model, OnnxColumns columns) => model switch
    {
        ConstantModel constant => columns.Constant(constant.Value),
        TreeEnsemble trees => Linked(trees.Link, Sums([trees], columns)),
        LinearModel linear => Linked(linear.Link, Plus(OnnxLayer.Of(linear).Add(graph, columns), linear.Intercept)),
        PerceptronModel perceptron => Linked(
            perceptron.Link, Outputs(perceptron.Layer, [perceptron.Outputs], [perceptron.OutputBias], columns)),
        ClassPerceptronModel perceptron => Softmax(
            Outputs(perceptron.Layer, perceptron.Outputs, perceptron.OutputBiases, columns)),
        PerClassModel classes => OfClasses(classes, columns),
        CalibratedModel calibrated => OnnxCalibration.Add(graph, calibrated.Map, Predicted(calibrated.Inner, columns)),
        BlendModel blend => Mean(blend, columns),
        LastValueModel last => OrMissing(columns.Column(last.Feature), last.WhenMissing, columns),
        LastClassModel last => OfLastClass(last, columns),
        ClassTransitionsModel last => columns.LookUp(
            last.Feature, schema.ClassCount,
            graph.Doubles(
                [.. last.ProbabilitiesAfter.SelectMany(row => row)], schema.ClassCount + 1, schema.ClassCount)),
        SeasonalModel => throw Refused("its predictions follow from the time, which is no feature"),
        _ when model.ExternalContent is not null => throw Refused("only the worker that trained it can read it"),
        _ => throw Refused($"models of kind {model.Kind} have no form there"),
    };

    // A blend's members see its rows; each has a form of its own.
    private string Mean(BlendModel blend, OnnxColumns columns) =>
        Mean(graph, blend.Shares.Zip(blend.Members), member => Add(member, columns));

    private static string Mean(
        OnnxGraph graph, IEnumerable<(double Share, Artifact Member)> parts, Func<Artifact, string> add) => parts
        .Select(part => part.Share == 1
            ? add(part.Member)
            : graph.Add("Mul", add(part.Member), graph.Double(part.Share)))
        .Aggregate((sum, part) => graph.Add("Add", sum, part));

    private string OfClasses(PerClassModel classes, OnnxColumns columns)
    {
        // Trees of all classes are one set, where no link comes between their sums and the classes' own.
        var trees = classes.Members.OfType<TreeEnsemble>().Where(member => member.Link == Link.Identity).ToArray();
        var scores = trees.Length == classes.Members.Count
            ? Sums(trees, columns)
            : graph.Add(
                "Concat", [OnnxGraph.Attribute("axis", 1L)],
                [.. classes.Members.Select(member => Predicted(member, columns))]);
        return classes.Link == ClassLink.Softmax ? Softmax(scores) : Shares(scores);
    }

    private string Sums(TreeEnsemble[] ofTargets, OnnxColumns columns)
    {
        var sums = graph.Cast(
            OnnxTrees.Add(graph, columns.Singles, [.. ofTargets.Select(target => target.Trees)]),
            TensorProto.Types.DataType.Double);
        var scaled = ofTargets.All(target => target.Scale == 1)
            ? sums
            : graph.Add("Mul", sums, graph.Doubles([.. ofTargets.Select(target => target.Scale)]));
        return graph.Add("Add", scaled, graph.Doubles([.. ofTargets.Select(target => target.BaseScore)]));
    }

    private string Outputs(HiddenLayer layer, double[][] outputs, double[] biases, OnnxColumns columns)
    {
        bool[] isCategorical = [.. schema.Features.Select(feature => feature.Kind == FeatureKind.Categorical)];
        var sums = OnnxLayer.Of(layer, isCategorical).Add(graph, columns);
        var hidden = graph.Add("Max", graph.Add("Add", sums, graph.Doubles(layer.Bias)), graph.Double(0));
        double[] byUnit = [.. Enumerable.Range(0, layer.Units).SelectMany(unit => outputs.Select(of => of[unit]))];
        return graph.Add(
            "Add", graph.Add("MatMul", hidden, graph.Doubles(byUnit, layer.Units, outputs.Length)),
            graph.Doubles(biases));
    }

    private string OfLastClass(LastClassModel model, OnnxColumns columns)
    {
        var last = columns.Column(model.Feature);
        var known = graph.Add(
            "Where", graph.Add("GreaterOrEqual", last, graph.Double(LastClassModel.Boundary)),
            graph.Double(model.AfterOne), graph.Double(model.AfterZero));
        return graph.Add("Where", graph.Add("IsNaN", last), graph.Double(model.AfterMissing), known);
    }

    private string OrMissing(string column, double whenMissing, OnnxColumns columns) =>
        graph.Add("Where", columns.IsFinite(column), column, graph.Double(whenMissing));

    private string Plus(string sum, double number) => graph.Add("Add", sum, graph.Double(number));

    private string Linked(Link link, string scores) => link switch
    {
        Link.Identity => scores,
        Link.Logistic => graph.Add("Sigmoid", scores),
        _ => graph.Add("Exp", scores),
    };

    private string Softmax(string scores) => graph.Add("Softmax", [OnnxGraph.Attribute("axis", 1L)], scores);

    // Where nothing is left all are alike.
    private string Shares(string votes)
    {
        var known = graph.Add("Max", votes, graph.Double(0));
        var sum = graph.Add("ReduceSum", known, graph.Wholes(1));
        var isAny = graph.Add("Greater", sum, graph.Double(0));
        var divisor = graph.Add("Where", isAny, sum, graph.Double(1));
        return graph.Add("Where", isAny, graph.Add("Div", known, divisor), graph.Double(1.0 / schema.ClassCount));
    }
}
