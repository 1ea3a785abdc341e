namespace RetrainGrains.Deploy.Tests.Kubernetes;

/// <summary>The tests that references between objects are correct.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("base")]
    [InlineData("trial")]
    public void A_kustomization_lists_every_file_beside_it(string layer)
    {
        var folder = $"{Manifests.Folder}/{layer}";
        var listed = Yaml.Document($"{folder}/kustomization.yaml").At("resources").Items()
            .Select(resource => resource.Text()).Where(resource => resource != "../base");
        var present = Repository.Files(folder, "*.yaml").Select(file => Path.GetFileName(file)!)
            .Where(file => file != "kustomization.yaml" && file != Manifests.SecretTemplate);

        Assert.Equal(present.Order(), listed.Order());
    }

    [Fact]
    public void Every_object_is_in_the_namespace()
    {
        Assert.All(
            Manifests.All.Where(item => item.At("kind").Text() is not ("Kustomization" or "Namespace")),
            item => Assert.Equal("retraingrains", item.At("metadata", "namespace").Text()));
    }

    [Fact]
    public void A_workload_selects_its_own_pods_and_no_others()
    {
        Assert.All(Manifests.Workloads, workload => Assert.Equal(
            [workload], Manifests.Matching(workload.At("spec", "selector", "matchLabels"))));
    }

    [Fact]
    public void A_service_selects_one_workload_and_targets_ports_that_it_has()
    {
        Assert.All(Manifests.OfKind("Service"), service =>
        {
            var ports = Manifests.Containers(Assert.Single(Manifests.Matching(service.At("spec", "selector"))))
                .SelectMany(container => container.At("ports").Items())
                .ToDictionary(port => port.At("name").Text(), port => port.At("containerPort").Text());
            Assert.All(service.At("spec", "ports").Items(),
                port => Assert.Equal(ports[port.At("targetPort").Text()], port.At("port").Text()));
        });
    }

    [Fact]
    public void A_disruption_budget_covers_one_workload()
    {
        Assert.All(Manifests.OfKind("PodDisruptionBudget"),
            budget => Assert.Single(Manifests.Matching(budget.At("spec", "selector", "matchLabels"))));
        Assert.Equal(2, Manifests.OfKind("PodDisruptionBudget").Count());
    }

    [Fact]
    public void An_autoscaler_scales_a_deployment_that_names_no_number_itself()
    {
        var scaled = Manifests.OfKind("HorizontalPodAutoscaler")
            .Select(scaler => scaler.At("spec", "scaleTargetRef", "name").Text()).Order().ToArray();
        var deployments = Manifests.OfKind("Deployment").ToArray();

        Assert.Equal(deployments.Select(Manifests.NameOf).Order(), scaled);
        Assert.All(deployments, deployment => Assert.Null(deployment.At("spec", "replicas")));
    }

    [Fact]
    public void A_network_policy_opens_ports_that_its_pods_have_to_pods_that_exist()
    {
        Assert.All(Manifests.OfKind("NetworkPolicy").SelectMany(policy => policy.At("spec", "ingress").Items(),
            (policy, rule) => (Policy: policy, Rule: rule)), found =>
        {
            var covered = Manifests.Matching(found.Policy.At("spec", "podSelector", "matchLabels")).ToArray();
            var ports = covered.SelectMany(Manifests.Containers)
                .SelectMany(container => container.At("ports").Items()).Select(port => port.At("containerPort").Text());
            Assert.Single(covered);
            var opened = found.Rule.At("ports").Items().Select(port => port.At("port").Text());
            Assert.Subset(ports.ToHashSet(), opened.ToHashSet());
            Assert.All(found.Rule.At("from").Items().Where(peer => peer.At("podSelector") is not null),
                peer => Assert.NotEmpty(Manifests.Matching(peer.At("podSelector", "matchLabels"))));
        });
    }

    [Fact]
    public void Secrets_settings_accounts_and_volumes_that_pods_use_exist()
    {
        var secret = Yaml.Document($"{Manifests.Folder}/base/{Manifests.SecretTemplate}");
        Assert.All(Uses("secretKeyRef"), use =>
        {
            Assert.Equal(Manifests.NameOf(secret), use.At("name").Text());
            Assert.NotNull(secret.At("stringData", use.At("key").Text()));
        });
        Assert.All(Uses("configMapRef"), use =>
            Assert.Contains(use.At("name").Text(), Manifests.OfKind("ConfigMap").Select(Manifests.NameOf)));
        Assert.All(Manifests.Workloads, workload =>
        {
            var pod = workload.At("spec", "template", "spec");
            Assert.Contains(
                pod.At("serviceAccountName").Text(), Manifests.OfKind("ServiceAccount").Select(Manifests.NameOf));
            Assert.Equal("false", pod.At("automountServiceAccountToken").Text());
            var volumes = pod.At("volumes").Items().Select(volume => volume.At("name").Text())
                .Concat(workload.At("spec", "volumeClaimTemplates").Items().Select(Manifests.NameOf));
            var mounted = Manifests.Containers(workload)
                .SelectMany(container => container.At("volumeMounts").Items()).Select(mount => mount.At("name").Text());
            Assert.Subset(volumes.ToHashSet(), mounted.ToHashSet());
        });
    }

    [Fact]
    public void The_trial_makes_the_secret_that_the_base_expects()
    {
        var made = Yaml.Document($"{Manifests.Folder}/trial/kustomization.yaml").At("secretGenerator").Items().Single();
        var template = Yaml.Document($"{Manifests.Folder}/base/{Manifests.SecretTemplate}");

        Assert.Equal(Manifests.NameOf(template), made.At("name").Text());
        Assert.StartsWith("connection-string=Host=postgres;", made.At("literals").Items().Single().Text(),
            StringComparison.Ordinal);
        Assert.Contains("postgres", Manifests.OfKind("Service").Select(Manifests.NameOf));
    }

    private static IEnumerable<YamlNode> Uses(string reference) => Manifests.Workloads
        .SelectMany(workload => workload.Everything()).Where(pair => pair.Name == reference).Select(pair => pair.Value);
}
