using RetrainGrains.Malformed;

if (MalformedOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(MalformedOptions.Usage);
    return 2;
}
var report = await MalformedRun.RunAsync(options, Console.Out);
var text = report.ToMarkdown();
Console.WriteLine(text);
if (options.Result is { } file) await File.WriteAllTextAsync(file, text);
foreach (var broken in report.Broken) Console.Error.WriteLine($"broken: {broken}");
return report.Broken.IsEmpty ? 0 : 1;
